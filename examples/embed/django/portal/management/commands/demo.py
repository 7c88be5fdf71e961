"""Starts the example with a person who may sign in: admin, password admin."""

import os

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes the database and a person, and serves the example."

    def handle(self, *args, **options):
        port = os.environ.get("PORT", "8093")
        call_command("migrate", verbosity=0)
        people = get_user_model().objects
        if not people.exists():
            people.create_superuser("admin", "admin@example.invalid", "admin")
        self.stdout.write(f"The portal is on http://127.0.0.1:{port}/admin/storage/")
        call_command("runserver", f"127.0.0.1:{port}", "--noreload")
