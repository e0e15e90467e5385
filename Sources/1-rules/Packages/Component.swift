import Vocabulary

/// One part of a package and the request for change it serves (BLD-2).
public struct Component: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    /// A folder whose content is copied under `owns/current`.
    case tree(SourcePath)
    case file(PlacedFile)
    /// A file in which `{{name}}` is replaced.
    case template(PlacedFile)
    case script(Script)
    case service(Service)
  }

  public var name: String
  public var serves: RequestReference
  public var content: Content

  public init(name: String, serves: RequestReference, content: Content) {
    self.name = name
    self.serves = serves
    self.content = content
  }

  /// Where it is placed outside the owned folder, if it is.
  public var placed: PlacedFile? {
    switch content {
    case .file(let placed), .template(let placed): placed
    case .tree, .script, .service: nil
    }
  }

  static let nameShape = Shape<String>.text(1...80)

  public static let shape = Shape(
    spelling: ComponentRow.shape.spelling,
    reading: { json, pointer, problems in
      guard let row = ComponentRow.shape.read(json, at: pointer, &problems) else { return nil }
      switch row.component {
      case .success(let component): return component
      case .failure(let problem):
        problems.append(FieldProblem(pointer: pointer + problem.pointer, says: problem.says))
        return nil
      }
    }, writing: { ComponentRow.shape.write(ComponentRow($0)) })
}

/// A file that is written outside the owned folder by one rename, the former bytes kept for backout.
public struct PlacedFile: Sendable, Hashable {
  public var source: SourcePath
  public var to: HostPath
  /// Permission bits, 0 to 0o777.
  public var mode: Int

  public init(source: SourcePath, to: HostPath, mode: Int = 0o644) {
    self.source = source
    self.to = to
    self.mode = mode
  }

  public static let modeShape = Shape<String>.exactText(4...4).mapped(
    { $0.first == "0" && $0.utf8.allSatisfy { (0x30...0x37).contains($0) } ? Int($0, radix: 8) : nil },
    { "0" + padded(Int(String($0, radix: 8)) ?? 0, 3) }, else: "a mode looks like 0644")
}

/// A program of the package that is run once at install, and its way back.
public struct Script: Sendable, Hashable {
  public var backout: SourcePath?
  /// The script that brings users' data back into the former form.
  public var dataWayBack: SourcePath?
  public var install: SourcePath
  /// Why there is no way back, in words that an approver reads.
  public var pointOfNoReturn: String?
  /// Whether it may be run again after it was interrupted.
  public var resumable: Bool
  /// Seconds until it is ended.
  public var timeout: Int
  /// Paths that it changes.
  public var touches: [HostPath]

  public init(
    backout: SourcePath? = nil, dataWayBack: SourcePath? = nil, install: SourcePath, pointOfNoReturn: String? = nil,
    resumable: Bool = false, timeout: Int = 60, touches: [HostPath] = []
  ) {
    self.backout = backout
    self.dataWayBack = dataWayBack
    self.install = install
    self.pointOfNoReturn = pointOfNoReturn
    self.resumable = resumable
    self.timeout = timeout
    self.touches = touches
  }

  public static let shape = Shape.record(
    {
      Script(
        backout: $0, dataWayBack: $1, install: $2, pointOfNoReturn: $3, resumable: $4, timeout: $5, touches: $6)
    },
    optional("backout", \.backout, SourcePath.shape, "Undoes it"),
    optional("dataWayBack", \.dataWayBack, SourcePath.shape, "Brings users' data back into the former form"),
    field("install", \.install, SourcePath.shape, "What is run"),
    optional("pointOfNoReturn", \.pointOfNoReturn, .text(1...1000), "Why there is no way back"),
    field("resumable", \.resumable, .yesOrNo, else: false, "Whether it may be run again after an interruption"),
    field("timeout", \.timeout, .whole(1...86_400), else: 60, "Seconds until it is ended"),
    field("touches", \.touches, .list(HostPath.shape, 0...100), else: [], "Paths that it changes"))
}

/// A program that runs as long as the package is installed.
public struct Service: Sendable, Hashable {
  /// Program and arguments; no shell.
  public var command: [String]
  /// How long it may take to stop before it is killed.
  public var stopSeconds: Int

  public init(command: [String], stopSeconds: Int = 10) {
    self.command = command
    self.stopSeconds = stopSeconds
  }

  public static let commandShape = Shape<[String]>.list(.text(0...4000), 1...100)

  public static let shape = Shape.record(
    { Service(command: $0, stopSeconds: $1) },
    field("command", \.command, commandShape, "Program and arguments, no shell"),
    field("stopSeconds", \.stopSeconds, .whole(0...3600), else: 10, "How long it may take to stop"))
}

/// A component as people write it: exactly one of tree, file, template, script, service beside its name.
struct ComponentRow: Sendable {
  var file: SourcePath?
  var mode: Int?
  var name: String
  var script: Script?
  var serves: RequestReference
  var service: Service?
  var template: SourcePath?
  var to: HostPath?
  var tree: SourcePath?

  static let shape = Shape.record(
    ComponentRow.init(file:mode:name:script:serves:service:template:to:tree:),
    optional("file", \.file, SourcePath.shape, "A file that is placed as it is"),
    optional("mode", \.mode, PlacedFile.modeShape, "Permission bits of a placed file, 0644 if left out"),
    field("name", \.name, Component.nameShape, "The component's name"),
    optional("script", \.script, Script.shape, "A program that is run once"),
    field("serves", \.serves, RequestReference.shape, "The request for change it serves"),
    optional("service", \.service, Service.shape, "A program that keeps running"),
    optional("template", \.template, SourcePath.shape, "A file in which {{name}} is replaced"),
    optional("to", \.to, HostPath.shape, "Where a file or template is placed"),
    optional("tree", \.tree, SourcePath.shape, "A folder copied under the owned one"))

  var component: Result<Component, FieldProblem> {
    let given = [tree != nil, file != nil, template != nil, script != nil, service != nil].filter { $0 }.count
    guard given == 1 else {
      return .failure(
        FieldProblem(pointer: "", says: "exactly one of tree, file, template, script, service is needed"))
    }
    if let source = file ?? template {
      guard let to else {
        return .failure(FieldProblem(pointer: "/to", says: "is missing: where the file is placed"))
      }
      let placed = PlacedFile(source: source, to: to, mode: mode ?? 0o644)
      return .success(
        Component(name: name, serves: serves, content: file == nil ? .template(placed) : .file(placed)))
    }
    guard to == nil, mode == nil else {
      return .failure(FieldProblem(pointer: "", says: "to and mode belong to a file or a template only"))
    }
    if let tree { return .success(Component(name: name, serves: serves, content: .tree(tree))) }
    if let script { return .success(Component(name: name, serves: serves, content: .script(script))) }
    if let service { return .success(Component(name: name, serves: serves, content: .service(service))) }
    return .failure(FieldProblem(pointer: "", says: "says nothing to install"))
  }
}

extension ComponentRow {
  init(_ component: Component) {
    self.init(name: component.name, serves: component.serves)
    switch component.content {
    case .tree(let source): tree = source
    case .file(let placed): (file, to, mode) = (placed.source, placed.to, placed.mode)
    case .template(let placed): (template, to, mode) = (placed.source, placed.to, placed.mode)
    case .script(let written): script = written
    case .service(let written): service = written
    }
  }
}
