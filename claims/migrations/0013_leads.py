from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Leads: addresses to open, which have no stance."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("claims", "0010_membership_looks")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField("candidate", "is_lead", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "candidate",
            models.CheckConstraint(
                condition=models.Q(is_lead=False) | models.Q(stance=""), name="candidate_lead_no_stance"
            ),
        ),
    ]
