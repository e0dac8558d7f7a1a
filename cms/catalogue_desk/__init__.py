"""The editors' desk for the 人力资源开发目录: an edition from its workbooks to publication, by two persons."""
