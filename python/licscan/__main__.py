"""`python -m licscan`: the program itself, for where its folder is not on the path."""

import os
import subprocess
import sys

from licscan import LicscanError, program


def main() -> int:
    """Runs the program with the arguments of this process."""
    try:
        command = [program(), *sys.argv[1:]]
    except LicscanError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if sys.platform == "win32":
        return subprocess.run(command, check=False).returncode
    # The same process, so that signals reach the program.
    os.execv(command[0], command)


sys.exit(main())
