"""An answer of the org that is not a success, in Salesforce's own words."""

from collections.abc import Sequence


class OrgError(Exception):
    """`code` is a Salesforce status code; `http` the status a REST call as a whole answers with."""

    def __init__(self, code: str, message: str, fields: Sequence[str] = (), http: int = 400):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.fields, self.http = code, message, list(fields), http

    def rest(self) -> dict:
        answer = {"message": self.message, "errorCode": self.code}
        return answer | ({"fields": self.fields} if self.fields else {})

    def collection(self) -> dict:
        return {"statusCode": self.code, "message": self.message, "fields": self.fields}
