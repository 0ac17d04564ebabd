"""Bytes never change; they may go once no kept copy and no reply points at them (foreign keys see to that), which is
what a takedown needs."""

from django.db import migrations

FORWARD = """
DROP TRIGGER claims_blob_frozen ON claims_blob;
CREATE TRIGGER claims_blob_frozen BEFORE UPDATE ON claims_blob
FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
"""
BACKWARD = """
DROP TRIGGER claims_blob_frozen ON claims_blob;
CREATE TRIGGER claims_blob_frozen BEFORE UPDATE OR DELETE ON claims_blob
FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_idempotent_requests")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
