from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """When a member last looked at what is new, and when before that."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("claims", "0009_turns_and_comments")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "membership", "looked_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "membership", "looked_before_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]
