from django.apps import AppConfig


class RecordsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "records"
    verbose_name = "文件与任务"

    def ready(self) -> None:
        # Rooms below this floor cannot reach up to register themselves.
        from occupations.feed import load_occupations
        from occupations.lists import load_aliases, load_code_changes
        from records import kinds

        kinds.register("occupations", load_occupations)
        kinds.register("aliases", load_aliases)
        kinds.register("code-changes", load_code_changes)
