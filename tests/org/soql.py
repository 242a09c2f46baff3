"""SOQL -> SQL, by a grammar. What it does not know is `MALFORMED_QUERY` or `INVALID_FIELD`, never ignored."""

from dataclasses import dataclass, field
from functools import cache

from lark import Lark, Token, UnexpectedInput

from tests.org.date_literals import day_range
from tests.org.describe import OrgField, OrgObject, relationship
from tests.org.errors import OrgError
from tests.org.store import Store
from tests.org.values import id18, moment

_GRAMMAR = r"""
start: "SELECT"i columns "FROM"i NAME where? order? limit? offset?
columns: count | column ("," column)*
count: "COUNT"i "(" ")"
column: PATH
where: "WHERE"i expr
?expr: conj ("OR"i conj)*      -> any_of
?conj: term ("AND"i term)*     -> all_of
?term: "NOT"i term             -> negated
     | "(" expr ")"
     | PATH OP value           -> compared
     | PATH "LIKE"i STRING     -> like
     | PATH "IN"i list         -> inside
     | PATH "NOT"i "IN"i list  -> outside
list: "(" value ("," value)* ")" -> values
    | "(" start ")"              -> semi_join
value: STRING | NUMBER | MOMENT | DAY | RANGE | WORD
order: "ORDER"i "BY"i sort ("," sort)*
sort: PATH DIRECTION? nulls?
nulls: "NULLS"i NULLS
limit: "LIMIT"i NUMBER
offset: "OFFSET"i NUMBER
OP: "!=" | "<>" | "<=" | ">=" | "=" | "<" | ">"
DIRECTION: "ASC"i | "DESC"i
NULLS: "FIRST"i | "LAST"i
STRING: /'(\\.|[^'\\])*'/
MOMENT.5: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)/
DAY.4: /\d{4}-\d\d-\d\d/
RANGE.4: /[A-Za-z_]+:\d+/i
NUMBER: /[+-]?\d+(\.\d+)?/
WORD: /[A-Za-z_]\w*/i
NAME: /[A-Za-z]\w*/i
PATH: /[A-Za-z]\w*(\.[A-Za-z]\w*)?/i
%import common.WS
%ignore WS
"""
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass
class Query:
    """`sql` selects `fields` in the order asked; `names` are their paths as the org spells them."""

    object: OrgObject
    names: list[str] = field(default_factory=list)
    fields: list[OrgField] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    sql: str = ""
    arguments: list = field(default_factory=list)
    counts: bool = False

    def select(self, columns: str | None = None) -> str:
        return f"SELECT {columns or ', '.join(self.columns)} {self.sql}"


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


def compile_query(store: Store, text: str, *, deleted: bool = False) -> Query:
    """Raises `OrgError` for what the org would not understand or does not have."""
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise OrgError("MALFORMED_QUERY", f"unexpected token at column {error.column}: {text[:200]}") from None
    return _Compiler(store, deleted).query(tree)


class _Compiler:
    def __init__(self, store: Store, deleted: bool):
        self.store, self.deleted = store, deleted
        self.joins: dict[str, str] = {}
        self.arguments: list = []

    def query(self, tree) -> Query:
        parts = {t.data: t for t in tree.children if not isinstance(t, Token)}
        name = next(t for t in tree.children if isinstance(t, Token))
        self.query_ = Query(self._object(name))
        chosen = parts["columns"].children
        self.query_.counts = chosen[0].data == "count"
        for column in () if self.query_.counts else chosen:
            self._select(column.children[0])
        where = self.expr(parts["where"].children[0]) if "where" in parts else "1"
        order = self._order(parts.get("order"))
        joins = "".join(self.joins.values())
        bin_ = "" if self.deleted else ' AND t."IsDeleted" = 0'
        paging = self._number(parts, "limit") + self._number(parts, "offset")
        self.query_.arguments = self.arguments
        self.query_.sql = f'FROM "{self.query_.object.name}" t{joins} WHERE ({where}){bin_}{order}{paging}'
        return self.query_

    def _object(self, name: str) -> OrgObject:
        try:
            found = self.store.object(name)
        except OrgError:
            raise OrgError("INVALID_TYPE", f"sObject type '{name}' is not supported.") from None
        if "query" not in found.permissions:
            raise OrgError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        return found

    @staticmethod
    def _number(parts, name: str) -> str:
        if name not in parts:
            return " LIMIT -1" if name == "limit" and "offset" in parts else ""
        return f" {name.upper()} {int(parts[name].children[0])}"

    def _select(self, path: str) -> None:
        known, column, spelled = self.path(path)
        if spelled in self.query_.names:
            raise OrgError("MALFORMED_QUERY", f"duplicate field selected: {spelled}")
        self.query_.names.append(spelled)
        self.query_.fields.append(known)
        self.query_.columns.append(column)

    def path(self, path: str) -> tuple[OrgField, str, str]:
        """Field, SQL column and spelling of `Field` or `Relationship.Field`."""
        before, dot, name = path.partition(".")
        if not dot or before.lower() == self.query_.object.name.lower():
            known = self.query_.object.find(name or before)
            return known, f't."{known.name}"', known.name
        for parent in self.query_.object.fields.values():
            if parent.references and relationship(parent.name).lower() == before.lower():
                return self._joined(parent, name)
        message = f"Didn't understand relationship '{before}' in field path."
        raise OrgError("INVALID_FIELD", message)

    def _joined(self, parent: OrgField, name: str) -> tuple[OrgField, str, str]:
        alias = relationship(parent.name)
        target = self.store.objects[parent.references[0]]
        known = target.find(name)
        self.joins[alias] = f' LEFT JOIN "{target.name}" "{alias}" ON "{alias}"."Id" = t."{parent.name}"'
        return known, f'"{alias}"."{known.name}"', f"{alias}.{known.name}"

    def _order(self, tree) -> str:
        if tree is None:
            return ' ORDER BY t."Id"' if not self.query_.counts else ""
        return " ORDER BY " + ", ".join(self._sort(sort) for sort in tree.children) + ', t."Id"'

    def _sort(self, tree) -> str:
        _, column, _ = self.path(tree.children[0])
        words = [str(t).upper() if isinstance(t, Token) else str(t.children[0]).upper() for t in tree.children[1:]]
        nulls = "LAST" if "LAST" in words else "FIRST"
        return f"{column} {'DESC' if 'DESC' in words else 'ASC'} NULLS {nulls}"

    def expr(self, tree) -> str:
        return getattr(self, f"_{tree.data}")(*tree.children)

    def _any_of(self, *terms) -> str:
        return "(" + " OR ".join(self.expr(t) for t in terms) + ")"

    def _all_of(self, *terms) -> str:
        return "(" + " AND ".join(self.expr(t) for t in terms) + ")"

    def _negated(self, term) -> str:
        return f"(NOT COALESCE({self.expr(term)}, 0))"

    def _compared(self, path, operator, value) -> str:
        known, column, _ = self.path(path)
        operator = "!=" if operator == "<>" else str(operator)
        given = self._value(known, value.children[0])
        if isinstance(given, tuple):
            return self._in_range(column, operator, given)
        if given is None and operator not in {"=", "!="}:
            raise OrgError("MALFORMED_QUERY", f"null cannot be compared by {operator}")
        self.arguments.append(given)
        return f"{column} {({'=': 'IS', '!=': 'IS NOT'}).get(operator, operator)} ?"

    def _in_range(self, column: str, operator: str, given: tuple[str, str]) -> str:
        low, after = given
        tests = {"<": ("<", [low]), ">=": (">=", [low]), ">": (">=", [after]), "<=": ("<", [after])}
        if operator in tests:
            sign, arguments = tests[operator]
            self.arguments += arguments
            return f"{column} {sign} ?"
        self.arguments += [low, after]
        inside = f"({column} >= ? AND {column} < ?)"
        return inside if operator == "=" else f"(NOT COALESCE({inside}, 0))"

    def _like(self, path, pattern) -> str:
        known, column, _ = self.path(path)
        if known.type in {"id", "reference", "boolean", "double", "date", "datetime"}:
            raise OrgError("INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {known.type} field")
        self.arguments.append(str(pattern)[1:-1])
        return f"{column} LIKE ? ESCAPE '\\'"

    def _inside(self, path, values) -> str:
        return self._membership(path, values, "IN")

    def _outside(self, path, values) -> str:
        _, column, _ = self.path(path)
        return f"({column} IS NULL OR {self._membership(path, values, 'NOT IN')})"

    def _membership(self, path, values, word: str) -> str:
        known, column, _ = self.path(path)
        if values.data == "semi_join":
            inner = compile_semi_join(self.store, values.children[0], self.deleted)
            self.arguments += inner.arguments
            return f"{column} {word} (SELECT {inner.columns[0]} {inner.sql})"
        given = [self._value(known, v.children[0]) for v in values.children]
        self.arguments += [v for v in given if v is not None]
        listed = f"{column} {word} ({', '.join('?' for v in given if v is not None)})"
        return f"({listed} OR {column} IS NULL)" if None in given and word == "IN" else listed

    def _value(self, known: OrgField, token: Token) -> object:
        text = str(token)
        if token.type == "WORD" and text.lower() == "null":
            return None
        if token.type in {"WORD", "RANGE"} and known.type in {"date", "datetime"}:
            return day_range(text, self.store.now, known.type)
        return _literal(known, token, text)


def compile_semi_join(store: Store, tree, deleted: bool) -> Query:
    inner = _Compiler(store, deleted).query(tree)
    if len(inner.columns) != 1 or inner.counts:
        raise OrgError("MALFORMED_QUERY", "a semi join selects one field")
    return inner


def _literal(known: OrgField, token: Token, text: str) -> object:
    kinds = {"boolean": {"WORD"}, "double": {"NUMBER"}, "date": {"DAY"}, "datetime": {"MOMENT"}}
    if token.type not in kinds.get(known.type, {"STRING"}):
        message = f"value of filter criterion for field '{known.name}' must be of type {known.type}"
        raise OrgError("INVALID_FIELD", message)
    if known.type == "boolean":
        if text.lower() not in {"true", "false"}:
            raise OrgError("MALFORMED_QUERY", f"unexpected token: {text}")
        return int(text.lower() == "true")
    if known.type in {"date", "datetime"}:
        return text if known.type == "date" else moment(text.replace(" ", "+"))
    if known.type == "double":
        return float(text)
    text = _unescape(text[1:-1])
    return id18(text) if known.type in {"id", "reference"} else text


def _unescape(text: str) -> str:
    out, letters = [], iter(text)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            out.append(_ESCAPES.get(following, following))
        else:
            out.append(letter)
    return "".join(out)
