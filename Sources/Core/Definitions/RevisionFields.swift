public import Codecs
import YAML

/// The fields of a configuration or scenario file, so that a change can be named.
public enum RevisionFields {
  /// Every scalar of a YAML or JSON file by its path, `a.b[2]`, as text; nil when it is none, or no
  /// mapping.
  public static func flatten(_ bytes: [UInt8]) -> ValueMap? {
    guard let root = try? YAMLDocument.parse(bytes), root.asMapping != nil else { return nil }
    var fields = ValueMap()
    add(root, "", to: &fields)
    return fields
  }

  private static func add(_ node: Node, _ path: String, to fields: inout ValueMap) {
    if let pairs = node.asMapping {
      for (key, value) in pairs {
        let name = key.asText ?? ""
        add(value, path.isEmpty ? name : "\(path).\(name)", to: &fields)
      }
    } else if let elements = node.asSequence {
      for (place, element) in elements.enumerated() {
        add(element, "\(path)[\(place)]", to: &fields)
      }
    } else {
      fields[path] = .text(node.asText ?? "")
    }
  }
}
