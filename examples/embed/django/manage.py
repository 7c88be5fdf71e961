"""A Django admin with the console as one of its pages.

    pip install -r requirements.txt
    PACKAGE=../../../dist-embed NOMAD=http://127.0.0.1:4646 python manage.py demo
"""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
execute_from_command_line(sys.argv)
