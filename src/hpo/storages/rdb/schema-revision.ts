/** The revision of Optuna's tables since 3.2, as its migrations name it. Optuna refuses files with another one. */
export const schemaRevision = 'v3.2.0.a'

/** `version_info.schema_version`, frozen since Optuna moved to named revisions. */
export const schemaVersion = 12
