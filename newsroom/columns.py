"""For migrations: new columns of big tables."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddColumn(migrations.AddField):
    """Adds a column that the database itself fills (`db_default`), at once however many rows there are.

    By itself Django would copy the whole table for it on SQLite.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "sqlite" or not self.allow_migrate_model(
            schema_editor.connection.alias, model
        ):
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        return BaseDatabaseSchemaEditor.add_field(schema_editor, model, model._meta.get_field(self.name))
