"""The daily budget of API calls, told with every answer."""

from dataclasses import dataclass

from tests.org.errors import OrgError


@dataclass
class Limits:
    maximum: int = 100_000
    used: int = 0

    def count(self) -> None:
        """One more call; raises when the day's are spent."""
        if self.used >= self.maximum:
            raise OrgError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", http=403)
        self.used += 1

    def header(self) -> dict[str, str]:
        return {"Sforce-Limit-Info": f"api-usage={self.used}/{self.maximum}"}

    def answer(self) -> dict:
        return {"DailyApiRequests": {"Max": self.maximum, "Remaining": self.maximum - self.used}}
