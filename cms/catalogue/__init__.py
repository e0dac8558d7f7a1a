"""The public catalogue: occupations, the editions of the 人力资源开发目录, and what each brings today."""
