"""How often somebody tried something lately; who and what are hashed."""

from django.db import connection, models


class TriesManager(models.Manager):
    def standing(self, key: str) -> tuple[int, int]:
        """The tries of this window, and when it began (Unix seconds)."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count, since FROM {table} WHERE key = %s", [key])
            return cursor.fetchone() or (0, 0)

    def count_one(self, key: str, now: int, seconds: int) -> tuple[int, int]:
        """Count one try in one statement, whoever else does the same; answers what `standing` would."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        statement = f"""
            INSERT INTO {table} (key, since, count) VALUES (%s, %s, 1)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN {table}.since + %s <= excluded.since THEN 1 ELSE {table}.count + 1 END,
                since = CASE WHEN {table}.since + %s <= excluded.since THEN excluded.since ELSE {table}.since END
            RETURNING count, since
        """
        with connection.cursor() as cursor:
            cursor.execute(statement, [key, now, seconds, seconds])
            return cursor.fetchone()

    def forget(self, before: int) -> None:
        """Drop windows that began before a moment (Unix seconds)."""
        self.filter(since__lt=before).delete()


class Tries(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    since = models.BigIntegerField()  # Unix seconds
    count = models.IntegerField()

    objects = TriesManager()

    class Meta:
        verbose_name = "tries"
        verbose_name_plural = "tries"
        indexes = [models.Index(fields=["since"], name="tries_by_age")]

    def __str__(self):
        return f"{self.count} since {self.since}"
