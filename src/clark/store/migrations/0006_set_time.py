from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_line_comments'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='not_before',
            field=models.DateTimeField(help_text='when its author chose that it is merged; null: at once', null=True),
        ),
    ]
