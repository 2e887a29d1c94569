"""Lots, debts, changes that need a second person, and the auditor's runs."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0005_edit_prices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("passed", models.BooleanField()),
                ("checks", models.PositiveIntegerField()),
                (
                    "faults",
                    models.JSONField(default=dict, help_text="By check: the rows at fault, 100 at most."),
                ),
            ],
            options={
                "ordering": ("-started_at",),
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(choices=[(1, "plan"), (2, "bonus"), (3, "purchase")]),
                ),
                ("amount", models.BigIntegerField()),
                ("remaining", models.BigIntegerField(default=0)),
                ("expires_at", models.DateTimeField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ("kind", models.OrderBy(models.F("expires_at"), nulls_last=True), "pk"),
            },
        ),
        migrations.CreateModel(
            name="PendingChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=[("grant", "Grant"), ("adjust", "Adjust")], max_length=10)),
                ("micro", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="credits_one_entry_per_bucket",
        ),
        migrations.AddField(
            model_name="account",
            name="debt",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="hold",
            name="lines",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="transaction",
            name="undoes",
            field=models.ForeignKey(
                db_index=False,
                help_text="The capture that a refund gives back, or the grant that a reversal takes back.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="credits.transaction",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="bucket",
            field=models.CharField(
                choices=[
                    ("available", "Available"),
                    ("held", "Held"),
                    ("debt", "Debt"),
                    ("issued", "Issued"),
                    ("spent", "Spent"),
                    ("lapsed", "Lapsed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="transaction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="credits.transaction",
            ),
        ),
        migrations.AlterField(
            model_name="transaction",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transactions",
                to="credits.account",
            ),
        ),
        migrations.AlterField(
            model_name="transaction",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_changes_made",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        # Django drops every index of a column that loses its own; this one is a promise and comes back.
        migrations.RemoveConstraint(model_name="transaction", name="credits_hold_resolved_once"),
        migrations.AlterField(
            model_name="transaction",
            name="hold",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transactions",
                to="credits.hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("capture", "release", "expire"))),
                fields=("hold",),
                name="credits_hold_resolved_once",
            ),
        ),
        migrations.AlterField(
            model_name="transaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("grant", "Grant"),
                    ("hold", "Hold"),
                    ("capture", "Capture"),
                    ("release", "Release"),
                    ("expire", "Expire"),
                    ("refund", "Refund"),
                    ("adjust", "Adjust"),
                    ("reverse", "Reverse"),
                    ("lapse", "Lapse"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("state", "captured")),
                fields=["resolved_at"],
                name="credits_charged_holds",
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                condition=models.Q(("hold__isnull", False)), fields=["hold"], name="credits_by_hold"
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                condition=models.Q(("undoes__isnull", False)), fields=["undoes"], name="credits_by_undone"
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                condition=models.Q(("actor__isnull", False)), fields=["actor"], name="credits_by_actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("debt", 0), models.Q(("available", 0), ("debt__gt", 0)), _connector="OR"),
                name="credits_debt_settled_first",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="credits.account",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="source",
            field=models.OneToOneField(
                help_text="What brought the credits in; nothing for what was there before lots were kept.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lot",
                to="credits.transaction",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="lot",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="credits.lot",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("bucket", "lapsed")), fields=["lot"], name="credits_lapsed_of_lot"
            ),
        ),
        migrations.AddField(
            model_name="pendingchange",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pendingchange",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pendingchange",
            name="transaction",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="credits.transaction",
            ),
        ),
        migrations.AddField(
            model_name="pendingchange",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["account"], name="credits_lots"),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False), ("lapsed_at__isnull", True)),
                fields=["expires_at"],
                name="credits_lots_to_lapse",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("remaining__gte", 0), ("remaining__lte", models.F("amount"))),
                name="credits_lot_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapsed_at__isnull", True), ("remaining", 0), _connector="OR"),
                name="credits_lapsed_lot_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", (1, 2, 3))), name="credits_lot_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingchange",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="credits_change_asked_once"),
        ),
        migrations.AddConstraint(
            model_name="pendingchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "pending")),
                    models.Q(models.Q(("state", "pending"), _negated=True), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="credits_change_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("decided_by", models.F("requested_by")), _negated=True),
                    _connector="OR",
                ),
                name="credits_change_by_two_people",
            ),
        ),
    ]
