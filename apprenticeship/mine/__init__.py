"""我的学徒培养: what is registered in somebody's own name, and what came of it when he says that it is not he."""
