"""Static files under names made of their content, also where one script imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Rewrites ``import … from "./keep.js"`` to the name that the file is served under."""

    support_js_module_import_aggregation = True
