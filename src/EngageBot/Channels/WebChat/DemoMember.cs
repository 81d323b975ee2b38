using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>A made-up member a visitor of the demo page may be.</summary>
/// <param name="Key">What the page sends back; stable, such as <c>arta</c>.</param>
/// <param name="Level">The level's name, as the customer would read it.</param>
/// <param name="Description">One line on what is interesting about this member.</param>
internal sealed record DemoMember(string Key, string Name, string Level, string Description, ContactId Contact);

/// <summary>The demo's members in the page's language (ISO 639-1); empty where there is no demo data.</summary>
internal delegate ValueTask<IReadOnlyList<DemoMember>> ListDemoMembers(string language, CancellationToken cancellation);
