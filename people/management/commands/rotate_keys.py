from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import keys, rotation


class Command(BaseCommand):
    """rotate_keys: a new key for personal data, while the site runs. Stopped half way, run it again."""

    help = "更换加密密钥：换上新密钥，并把旧密钥加密的内容重新加密。网站不用停。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--resume", action="store_true", help="不再新增密钥，只把没做完的做完")
        parser.add_argument("--retire", action="store_true", help="全部换完后，删去旧密钥（旧备份将无法解密）")

    def handle(self, *args: Any, resume: bool, retire: bool, **options: Any) -> None:
        try:
            version = keys.ring().newest if resume or self._is_new_by_environment() else rotation.add_key()
            rotation.put_in_force(version)
            sealed = rotation.reseal(version, self._say)
            left = rotation.reseal(version)  # whoever was writing under the old key while we went past
            sealed += left
            self.stdout.write(f"现在使用第{version}版密钥，重新加密了 {sealed:,} 项。")
            if retire:
                if rotation.reseal(version):
                    raise CommandError(
                        "还有内容正用旧密钥写入，旧密钥没有删。请再运行一次：rotate_keys --resume --retire"
                    )
                rotation.retire(version)
                self.stdout.write("旧密钥已删去。")
        except rotation.NotHere as error:
            raise CommandError(
                "密钥由环境变量 DATA_KEYS 给出：请先在那里加上新密钥并重启各进程，再运行本命令；旧密钥也在那里删去。"
            ) from error

    def _is_new_by_environment(self) -> bool:
        """The environment already brought a key that is not in force yet."""
        return keys.ring().newest != keys.in_force()

    def _say(self, name: str, done: int) -> None:
        self.stderr.write(f"{name}: {done:,}", ending="\r")
