"""我的证书与补贴: what a person sees of their own, and how they say that something is wrong."""
