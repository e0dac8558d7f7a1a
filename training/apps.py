from django.apps import AppConfig


class TrainingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "training"
    verbose_name = "培训补贴"

    def ready(self) -> None:
        from policy import register
        from records import kinds
        from training.feeds import LISTED
        from training.roster.feed import ROSTER
        from training.scheme import TRAINING

        register(TRAINING)
        kinds.register(LISTED)
        kinds.register(ROSTER)
