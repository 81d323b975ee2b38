using System.Text.Json.Nodes;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Tests.Loading;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Plain_words_are_what_they_look_like_and_quoted_ones_are_text()
    {
        var (document, findings) = YamlDocument.Read("r.yaml", "a: 5\nb: -1.50\nc: \"5\"\nd: true\ne: 007\nf: [x, 1]\ng: {h: null}\n");
        Assert.Empty(findings);
        Assert.Equal("""{"a":5,"b":-1.50,"c":"5","d":true,"e":"007","f":["x",1],"g":{"h":null}}""", document!.Root!.ToJsonString());
    }

    [Fact]
    public void Every_path_has_its_place_and_what_is_missing_stands_where_it_would_belong()
    {
        var document = YamlDocument.Read("r.yaml", "tiers:\n- key: gold\n  name: {en: Gold}\n- key: vip\n").Document!;
        Assert.Equal("r.yaml:3:14", document.PlaceOf("tiers[0].name.en").ToString());
        Assert.Equal("r.yaml:4:3", document.PlaceOf("tiers[1].name.en").ToString());
        Assert.Equal("r.yaml:1:1", document.PlaceOf("earn").ToString());
    }

    [Fact]
    public void A_file_that_cannot_be_read_says_where()
    {
        var (document, findings) = YamlDocument.Read("r.yaml", "a: [1, 2\nb: 3\n");
        Assert.Null(document);
        Assert.StartsWith("r.yaml:", Assert.Single(findings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":{"en":"Gold: best","ru":"Золотой","sq":"Ar"},"n":5,"d":1.25,"t":"5","e":"","y":"true","l":[1,"a"],"m":[{"k":"v"}],"o":{},"z":null,"dash":"- x","hash":"a #b","multi":"a\nb"}""")]
    [InlineData("""[]""")]
    public void What_is_written_is_read_the_same(string json)
    {
        var written = YamlDocument.Write(JsonNode.Parse(json));
        var (document, findings) = YamlDocument.Read("r.yaml", written);
        Assert.Empty(findings);
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), document!.Root!.ToJsonString());
    }
}
