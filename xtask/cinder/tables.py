"""Makes Cinder's tables with Cinder's own command: `tables.py CONFIG`"""

import sys

from tether import tether

if __name__ == "__main__":
    tether()
    from cinder.cmd import manage

    sys.argv = ["cinder-manage", "--config-file", sys.argv[1], "db", "sync"]
    manage.main()
