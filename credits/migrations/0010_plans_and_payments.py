"""Plans, limits and their use, what is sold and bought, and Stripe's messages."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0015_ai_prices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("micro", models.BigIntegerField(help_text="Micro-credits.")),
                ("price", models.PositiveIntegerField(help_text="Cents.")),
                ("currency", models.CharField(default="usd", max_length=3)),
                ("is_public", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("position", "price", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("micro__gt", 0)), name="credits_pack_of_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(blank=True, max_length=200)),
                (
                    "monthly",
                    models.BigIntegerField(help_text="Micro-credits of every month; they lapse at its end."),
                ),
                ("price", models.PositiveIntegerField(default=0, help_text="For a month, in cents.")),
                ("currency", models.CharField(default="usd", max_length=3)),
                (
                    "stripe_price",
                    models.CharField(
                        blank=True,
                        help_text="Stripe's price id (price_...); empty: made at the checkout.",
                        max_length=100,
                    ),
                ),
                (
                    "videos",
                    models.BigIntegerField(
                        blank=True, help_text="Uploaded films in the library. Empty: no limit.", null=True
                    ),
                ),
                (
                    "summaries",
                    models.BigIntegerField(blank=True, help_text="In a month. Empty: no limit.", null=True),
                ),
                (
                    "narration_minutes",
                    models.BigIntegerField(blank=True, help_text="In a month. Empty: no limit.", null=True),
                ),
                (
                    "chat_messages",
                    models.BigIntegerField(
                        blank=True, help_text="On a day (UTC). Empty: no limit.", null=True
                    ),
                ),
                (
                    "storage_bytes",
                    models.BigIntegerField(
                        blank=True, help_text="All files of the library. Empty: no limit.", null=True
                    ),
                ),
                (
                    "upload_bytes",
                    models.BigIntegerField(blank=True, help_text="One file. Empty: no limit.", null=True),
                ),
                (
                    "concurrent_jobs",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Waiting or running; a batch is one. Empty: no limit.",
                        null=True,
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(default=True, help_text="Whether people can see and choose it."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("position", "price", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("monthly__gte", 0)), name="credits_plan_gives_or_nothing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("micro", models.BigIntegerField(help_text="Micro-credits it gives; of a plan, each month.")),
                ("price", models.PositiveIntegerField(help_text="Cents.")),
                ("currency", models.CharField(max_length=3)),
                (
                    "provider",
                    models.CharField(
                        choices=[("stripe", "Stripe"), ("manual", "by hand"), ("test", "test")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("paid", "Paid"),
                            ("rejected", "Rejected"),
                            ("expired", "Expired"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, help_text="Stripe's checkout session.", max_length=100),
                ),
                ("address", models.URLField(blank=True, help_text="Where it is paid.", max_length=2000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credits.pack",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credits.plan",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("external_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                (
                    "micro",
                    models.BigIntegerField(default=0, help_text="Micro-credits that the payment gave."),
                ),
                ("reversed_micro", models.BigIntegerField(default=0)),
                ("paid", models.BigIntegerField(default=0, help_text="Cents.")),
                ("refunded", models.BigIntegerField(default=0, help_text="Cents.")),
                (
                    "dispute",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="",
                        max_length=4,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credits.transaction",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="credits.purchase",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                ("id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=100)),
                ("body", models.TextField()),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("not_before", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("processed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("-received_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("processed_at__isnull", True)),
                        fields=["not_before"],
                        name="credits_events_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("past_due", "Past Due")],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("stripe", "Stripe"), ("manual", "by hand"), ("test", "test")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("anniversary", models.DateTimeField(help_text="Months are counted from here.")),
                ("period_start", models.DateTimeField()),
                ("period_end", models.DateTimeField()),
                ("cancel_at_period_end", models.BooleanField(default=False)),
                (
                    "external_id",
                    models.CharField(blank=True, help_text="Stripe's subscription.", max_length=100),
                ),
                ("customer_id", models.CharField(blank=True, help_text="Stripe's customer.", max_length=100)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="credits.plan",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscription",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Usage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "feature",
                    models.CharField(
                        choices=[
                            ("videos", "videos"),
                            ("summaries", "summaries a month"),
                            ("narration_minutes", "narration minutes a month"),
                            ("chat_messages", "chat messages a day"),
                            ("storage_bytes", "storage"),
                            ("upload_bytes", "size of an upload"),
                            ("concurrent_jobs", "jobs at once"),
                        ],
                        max_length=20,
                    ),
                ),
                ("window_start", models.DateTimeField()),
                ("amount", models.BigIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("project", "Project"), ("key", "Key")], default="project", max_length=10
                    ),
                ),
                (
                    "scope_id",
                    models.UUIDField(help_text="Of the project or the key; both lie above credits."),
                ),
                ("micro", models.BigIntegerField(help_text="Micro-credits.")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budgets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "scope", "scope_id"), name="credits_budget_once"),
                    models.CheckConstraint(
                        condition=models.Q(("micro__gte", 0)), name="credits_budget_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feature", models.CharField(max_length=20)),
                ("window_start", models.DateTimeField()),
                ("used", models.BigIntegerField()),
                ("allowed", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", True)),
                        fields=["created_at"],
                        name="credits_warnings_to_mail",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "feature", "window_start"), name="credits_warned_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pack__isnull", False), ("plan__isnull", True)),
                    models.Q(("pack__isnull", True), ("plan__isnull", False)),
                    _connector="OR",
                ),
                name="credits_purchase_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reversed_micro__gte", 0), ("reversed_micro__lte", models.F("micro"))),
                name="credits_payment_reversed_within",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["period_end"], name="credits_periods_to_end"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__gt", models.F("period_start"))),
                name="credits_period_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="credits_subscription_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.UniqueConstraint(
                fields=("user", "feature", "window_start"), name="credits_usage_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="credits_usage_not_negative"
            ),
        ),
    ]
