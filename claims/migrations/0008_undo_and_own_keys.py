from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_ripples"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="key_choices",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["organisation_id", "actor_id", "-at"], name="event_person_day"
            ),
        ),
    ]
