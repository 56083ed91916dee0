"""What `make run` prints once the site answers."""

COMMIT = (
    '{"repository":{"name":"NAME/hello","url":"https://git.example.org/NAME/hello"},'
    '"commits":[{"id":"\'$(python3 -c "import os;print(os.urandom(20).hex())")\'",'
    '"message":"Say hello to July, \'$(python3 -c "import os;print(os.urandom(4).hex())")\'",'
    '"timestamp":"\'$(date -u +%Y-%m-%dT%H:%M:%SZ)\'",'
    '"author":{"name":"NAME","email":"NAME@example.org"},"files":["hello.py"]}]}'
)
"""A push in July's neutral format, inside single quotes of a shell.

Hash and message are new each time: two of one second and one message would be one, rewritten.
"""


def greeting(address: str, name: str, password: str) -> str:
    """The address, how to sign in, and one line that pushes a commit."""
    push = COMMIT.replace("NAME", name)
    header = "Content-Type: application/json"
    return (
        f"\n  Look:     {address}/\n"
        f"  Sign in:  {address}/account/sign-in/  as {name}, password {password}\n"
        f"  Push:     curl -s {address}/api/v1/push -H '{header}' -d '{push}'\n"
    )
