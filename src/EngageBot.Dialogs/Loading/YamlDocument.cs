using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using EngageBot.Dialogs.Checks;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EngageBot.Dialogs.Loading;

/// <summary>A YAML file as JSON, in the strict part of YAML that dialog files use, with the place of everything in it.</summary>
/// <remarks>Plain whole numbers, decimals, <c>true</c>, <c>false</c> and nothing become what they look like; all else, and whatever is quoted, is text.</remarks>
public sealed class YamlDocument
{
    private readonly Dictionary<string, SourcePosition> _places = new(StringComparer.Ordinal);
    private readonly SourcePosition _start;

    private YamlDocument(string file) => _start = new(file, 1, 1);

    /// <summary>The file's contents.</summary>
    public JsonNode? Root { get; private set; }

    /// <summary>Reads a file's text.</summary>
    /// <returns>The document, or what is wrong with the file.</returns>
    public static (YamlDocument? Document, ImmutableArray<Finding> Findings) Read(string file, string text)
    {
        var findings = new FindingList();
        var root = YamlReader.Read(file, text, findings);
        if (root is null || findings.HasErrors) return (null, [.. findings.All]);
        var document = new YamlDocument(file);
        document.Root = document.ToJson(root, "");
        return (document, []);
    }

    /// <summary>Where a path such as <c>tiers[0].name</c> stands; what is missing stands where it would belong.</summary>
    public SourcePosition PlaceOf(string path)
    {
        while (path.Length > 0)
        {
            if (_places.TryGetValue(path, out var place)) return place;
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }
        return _places.GetValueOrDefault("", _start);
    }

    /// <summary>Writes JSON as a file that <see cref="Read"/> reads the same.</summary>
    public static string Write(JsonNode? root)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithMaxSimpleKeyLength(1024).WithBestWidth(int.MaxValue).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private JsonNode? ToJson(YamlNode node, string path)
    {
        _places[path] = node.At;
        switch (node)
        {
            case YamlMap map:
                var fields = new JsonObject();
                foreach (var entry in map.Entries) fields[entry.Key] = ToJson(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
                return fields;
            case YamlList list:
                var items = new JsonArray();
                for (var i = 0; i < list.Items.Length; i++) items.Add(ToJson(list.Items[i], $"{path}[{i}]"));
                return items;
            default:
                return ToJson((YamlScalar)node);
        }
    }

    private static JsonValue? ToJson(YamlScalar scalar)
    {
        if (!scalar.Plain) return JsonValue.Create(scalar.Text);
        return scalar.Text switch
        {
            "" or "null" or "~" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text when LooksLikeNumber(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            var text when LooksLikeNumber(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };
    }

    /// <summary>A phone or a code such as 007 is text, as YAML's readers have it.</summary>
    private static bool LooksLikeNumber(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (digits.Length == 1 || digits[0] != '0' || digits[1] == '.');
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, fields.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in fields)
                {
                    emitter.Emit(Text(name));
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                var flow = items.All(item => item is JsonValue or null);
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, flow ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false));
                break;
        }
    }

    /// <summary>Plain where it is read back as the same text.</summary>
    private static Scalar Text(string text)
    {
        var plain = ToJson(new YamlScalar(text, true, default, default)) is { } read && read.GetValueKind() is System.Text.Json.JsonValueKind.String && IsSafe(text);
        return new(AnchorName.Empty, TagName.Empty, text, plain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, plain, !plain);
    }

    private static bool IsSafe(string text) =>
        text.Length > 0 && char.IsLetter(text[0]) && char.IsLetterOrDigit(text[^1]) && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '-' or '.');
}
