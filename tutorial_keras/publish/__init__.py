"""Publishing: what lays prose around the numbers and figures. `hook.py` is what MkDocs calls."""
