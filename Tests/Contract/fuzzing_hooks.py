"""What schemathesis is taught of these services: texts that no grammar of JSON Schema describes."""

import schemathesis
from hypothesis import strategies as st

NAMES = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,20}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters='"\\\x7f'), max_size=40)
# Words and wildcards: what RE2 takes, and so do we.
EXPRESSIONS = st.from_regex(r"[a-z0-9 _-]{0,8}(\.\*|\.\+|\[a-z\]|(shop|lab))?", fullmatch=True)


@st.composite
def matcher(draw):
    """One of Alertmanager's label matchers."""
    operator = draw(st.sampled_from(["=", "!=", "=~", "!~"]))
    return f'{draw(NAMES)}{operator}"{draw(EXPRESSIONS if "~" in operator else VALUES)}"'


# One each: a request may hold twenty in all.
schemathesis.openapi.format("label-matchers", matcher())
schemathesis.openapi.format("entity-tags", st.sampled_from(["*", '"8812-4410.9f86d081884c7d65"', 'W/"8812-4410.9f86d081884c7d65", "1-1"']))
