from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Whoever signs in. Ours from the first migration, because a user model cannot be swapped later."""

    class Meta(AbstractUser.Meta):
        verbose_name = "账号"
        verbose_name_plural = "账号"
