using System.Globalization;
using System.Text;
using System.Xml;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Results of transcripts in the XML that build servers read: a suite a dialog, a case a transcript, language and hazard.</summary>
public static class JUnitReport
{
    /// <summary>The whole file.</summary>
    public static string Write(IReadOnlyCollection<TranscriptReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            xml.WriteStartElement("testsuites");
            foreach (var suite in reports.GroupBy(r => r.Dialog, StringComparer.Ordinal))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", suite.Key);
                xml.WriteAttributeString("tests", suite.Count().ToString(CultureInfo.InvariantCulture));
                xml.WriteAttributeString("failures", suite.Count(r => !r.Passed).ToString(CultureInfo.InvariantCulture));
                foreach (var report in suite) Case(xml, report);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void Case(XmlWriter xml, TranscriptReport report)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", report.Dialog);
        xml.WriteAttributeString("name", $"{report.Name} ({report.Language}{(report.Hazard is Hazard.None ? "" : $", {report.Hazard}")})");
        xml.WriteAttributeString("file", report.Path);
        if (!report.Passed)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(report.Failures[0].Expected));
            xml.WriteString(Clean(string.Join('\n', report.Failures)));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    // What customers type may hold signs that XML cannot.
    private static string Clean(string text) => string.Concat(text.Where(c => XmlConvert.IsXmlChar(c)));
}
