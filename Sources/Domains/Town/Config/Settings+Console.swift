/// Who may talk to a shard through its control file, and as what.
struct ConsoleAuthSettings: ConfigGroup {
  /// A token with what it allows; the value stands here or in a variable of the environment.
  struct Token: ConfigGroup {
    var label = ""
    var role = FeatureSettings.Mode.viewer
    var token = ""
    var variable = ""

    mutating func code(_ c: inout some ConfigCoder) {
      c.text("label", &label)
      c.word("role", &role)
      c.secret("token", &token)
      c.text("token_env", &variable)
    }
  }

  var enabled = false
  var requireForViewer = true
  var tokens: [Token] = []

  mutating func code(_ c: inout some ConfigCoder) {
    c.flag("enabled", &enabled)
    c.flag("require_auth_for_viewer", &requireForViewer)
    c.list("tokens", &tokens)
  }
}
