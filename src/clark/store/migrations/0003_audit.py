"""The audit trail: one chain of rows for each customer, which the database only adds to.

Triggers hold for everybody, the tables' owner too, who would have to take them off first; what that
leaves to be seen is in docs/reference/audit.md.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from clark.store.policies import guard

TRIGGERS = """
CREATE FUNCTION store_audit_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF TG_TABLE_NAME = 'store_auditrow' THEN
            IF NOT EXISTS (SELECT FROM store_auditrow) THEN RETURN NULL; END IF;
        ELSIF NOT EXISTS (SELECT FROM store_audithead) THEN RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is only ever added to: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION store_audit_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.customer_id = OLD.customer_id AND NEW.sequence = OLD.sequence + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The head of an audit trail only goes on to the next row.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON store_auditrow
    FOR EACH ROW EXECUTE FUNCTION store_audit_refused();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON store_auditrow
    FOR EACH STATEMENT EXECUTE FUNCTION store_audit_refused();
CREATE TRIGGER only_forward BEFORE UPDATE ON store_audithead
    FOR EACH ROW EXECUTE FUNCTION store_audit_forward();
CREATE TRIGGER never_deleted BEFORE DELETE ON store_audithead
    FOR EACH ROW EXECUTE FUNCTION store_audit_refused();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON store_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION store_audit_refused();
"""
# Django reverses operations from the last on: these functions go before their tables do.
NO_TRIGGERS = """
DROP FUNCTION store_audit_refused() CASCADE;
DROP FUNCTION store_audit_forward() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_tenancy'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='store.customer')),
                ('checked_at', models.DateTimeField()),
                ('whole_to', models.PositiveBigIntegerField(help_text='the last row that is as it was written')),
                ('trouble', models.TextField(blank=True, help_text='what is wrong with the one after it')),
            ],
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.customer')),
                ('sequence', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='AuditRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(help_text='1 and on, of the customer, without gaps')),
                ('at', models.DateTimeField()),
                ('name', models.TextField(help_text='who; Clark for what Clark does by itself')),
                ('email', models.TextField(blank=True)),
                ('role', models.CharField(blank=True, help_text='as it was then', max_length=20)),
                ('on_behalf_of', models.TextField(blank=True)),
                ('act', models.CharField(help_text='one of clark.flow.audit.Act', max_length=40)),
                ('about', models.CharField(blank=True, help_text='e.g. request 12', max_length=300)),
                ('subject', models.TextField(blank=True, help_text='what that is, in words')),
                ('why', models.TextField(blank=True)),
                ('details', models.JSONField(default=dict, help_text='{name: text}')),
                ('previous', models.CharField(help_text='hash of the row before', max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit', to='store.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'act', '-sequence'], name='audit_by_act'), models.Index(fields=['customer', 'email', '-sequence'], name='audit_by_person'), models.Index(fields=['customer', 'about', '-sequence'], name='audit_by_subject'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', 'email', 'role', 'on_behalf_of', 'act', 'about', 'subject', 'why', django.db.models.functions.comparison.Cast('details', models.TextField()), config='simple'), name='audit_words')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'sequence'), name='one_row_a_number')],
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunPython(guard('AuditCheck', 'AuditHead', 'AuditRow'), migrations.RunPython.noop),
    ]
