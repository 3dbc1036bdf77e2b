"""For migrations: foreign keys that go without an index of their own, because another index begins with them."""

from django.db import migrations


def without_index(app: str, model: str, name: str, field) -> migrations.SeparateDatabaseAndState:
    """Drops the index that Django gave the key. By itself Django would copy the whole table for it on SQLite."""

    def drop(apps, schema_editor):
        for index in _indexes(apps.get_model(app, model), name, schema_editor):
            schema_editor.execute(schema_editor._delete_index_sql(apps.get_model(app, model), index))

    def make(apps, schema_editor):
        model_now = apps.get_model(app, model)
        schema_editor.execute(schema_editor._create_index_sql(model_now, fields=[model_now._meta.get_field(name)]))

    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunPython(drop, make)],
        state_operations=[migrations.AlterField(model, name, field)],
    )


def _indexes(model, name, schema_editor) -> list[str]:
    own = {index.name for index in model._meta.indexes}
    columns = [model._meta.get_field(name).column]
    return schema_editor._constraint_names(model, columns, index=True, unique=False, primary_key=False, exclude=own)
