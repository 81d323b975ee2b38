using System.Net;
using System.Net.Sockets;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary>The program as it is called from a terminal: real processes, real files.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-commands").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Channels:Telegram:Mode must be polling, webhook or off", "--Channels:Telegram:Mode=sometimes")]
    [InlineData("Channels:Telegram:Token must look like", "--Channels:Telegram:Token=abc")]
    [InlineData("Database:Provider is sqlite or postgres", "--Database:Provider=oracle")]
    [InlineData("Channels:WebChat:Secret", "--Channels:WebChat:Secret=short")]
    [InlineData("Messaging:KeepDays", "--Messaging:KeepDays=0")]
    [InlineData("Staff:ReleaseAfter", "--Staff:ReleaseAfter=0")]
    [InlineData("demo cannot be 'maybe'", "--demo", "maybe")]
    [InlineData("urls cannot be 'nonsense'", "--urls", "nonsense")]
    [InlineData("Dialogs:Directory", "--Dialogs:Directory=/no/such/folder")]
    public async Task A_wrong_setting_stops_the_start_with_one_line_that_names_it(string expected, params string[] arguments)
    {
        var (code, output) = await BotProcess.RunAsync(_folder, [$"--Data:Directory={_folder}", "--Logging:LogLevel:Default=Warning", .. arguments]);
        Assert.Equal(2, code);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_with_one_line_that_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, output) = await BotProcess.RunAsync(
            _folder, $"--Data:Directory={_folder}", "--demo=false", "--Logging:LogLevel:Default=Warning", $"--urls=http://127.0.0.1:{port}");
        Assert.Equal(2, code);
        Assert.Contains("Is it running already?", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_dialog_stops_the_start_and_is_named_by_file_line_and_column()
    {
        var dialogs = Path.Combine(_folder, "dialogs");
        Copy(EngageHost.Dialogs, dialogs);
        var file = Path.Combine(dialogs, "help", "dialog.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("next: shown", "next: shwn", StringComparison.Ordinal));
        var (code, output) = await BotProcess.RunAsync(_folder, $"--Data:Directory={_folder}", $"--Dialogs:Directory={dialogs}");
        Assert.Equal(2, code);
        Assert.Matches(@"help/dialog\.yaml:\d+:\d+: error D102: ", output);
    }

    [Fact]
    public async Task An_owner_is_invited_listed_and_found_in_the_audit()
    {
        var (code, output) = await Terminal.RunAsync("staff", "invite", "--role", "owner", "--name", "Drita", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Matches("/start inv_[A-Za-z0-9_-]{32}", output);
        (code, output) = await Terminal.RunAsync("staff", "list", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Matches("^[0-9a-f-]{36}  Drita  owner  every shop  invited", output);
        var id = output[..36];
        Assert.Equal(1, (await Terminal.RunAsync("staff", "suspend", id, "--data", _folder)).Code);
        Assert.Equal(0, (await Terminal.RunAsync("staff", "revoke", id, "--reason", "a typo", "--data", _folder)).Code);
        (code, output) = await Terminal.RunAsync("audit", "--of", $"staff:{id}", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Matches($"system:cli  staff.uninvited  staff:{id}  because: a typo\n.*system:cli  staff.invited  staff:{id}  owner", output);
        (code, output) = await Terminal.RunAsync("staff", "invite", "--role", "boss", "--data", _folder);
        Assert.Equal(2, code);
        Assert.Contains("owner, marketer, manager, cashier, viewer", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_report_each_refused_row_and_twice_the_same_file_changes_nothing()
    {
        var members = Path.Combine(_folder, "members.csv");
        File.WriteAllText(members, "phone;name;language;birthday;points\n+355691111111;Arta;sq;14.06;120\nnot a phone;Ben;en;;\n+355692222222;Вера;ru;31.02;10\n");
        var (code, output) = await Terminal.RunAsync("import", "members", members, "--data", _folder);
        Assert.Equal(1, code);
        Assert.Contains("3 rows: 1 added", output, StringComparison.Ordinal);
        Assert.Contains("line 3:", output, StringComparison.Ordinal);
        Assert.Contains("line 4:", output, StringComparison.Ordinal);

        (_, output) = await Terminal.RunAsync("import", "members", members, "--data", _folder);
        Assert.Contains("0 added, 0 changed, 1 unchanged", output, StringComparison.Ordinal);
        (code, output) = await Terminal.RunAsync("ledger", "verify", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Contains("all sums are right", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shipped_dialogs_have_no_findings_and_the_schema_file_is_what_the_program_offers()
    {
        var (code, output) = await Terminal.RunAsync("dialogs", "check", "--dialogs", EngageHost.Dialogs);
        Assert.True(code == 0, output);
        (code, output) = await Terminal.RunAsync("dialogs", "schema", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllText(Path.Combine(EngageHost.Dialogs, "_shared", "actions.schema.json")), output);
    }

    [Fact]
    public async Task A_machine_runs_from_a_file_one_line_for_the_start_and_one_for_each_event()
    {
        var machine = Path.Combine(_folder, "door.json");
        File.WriteAllText(machine, """
            {"initial":"shut","vars":{},"states":{"shut":{"kind":"atomic","transitions":[{"event":["open"],"target":"open"}]},"open":{"kind":"final"}}}
            """);
        var (code, output) = await BotProcess.RunAsync(_folder, "machine", "run", machine);
        Assert.Equal(0, code);
        Assert.Contains("\"leaf\":\"shut\"", output, StringComparison.Ordinal);
        File.WriteAllText(machine, "[]");
        (code, output) = await BotProcess.RunAsync(_folder, "machine", "run", machine);
        Assert.Equal(2, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("import", "members")]
    [InlineData("import", "members", "/no/such/file.csv")]
    public async Task A_wrong_call_says_what_to_do_and_ends_with_2(params string[] arguments)
    {
        var (code, output) = await BotProcess.RunAsync(_folder, arguments);
        Assert.Equal(2, code);
        Assert.NotEmpty(output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
