using EngageBot.Loyalty.Rewards;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>A code can be read out, typed and trusted.</summary>
public sealed class VoucherCodeTests
{
    private const string Symbols = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    [Fact]
    public void Codes_have_no_symbols_that_look_like_others_and_do_not_repeat()
    {
        var codes = Enumerable.Range(0, 10_000).Select(_ => VoucherCode.New()).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.True(code.Length == VoucherCode.Length && code.All(Symbols.Contains)));
    }

    [Fact]
    public void A_code_is_read_however_it_is_typed()
    {
        var code = VoucherCode.New();
        var shown = VoucherCode.Show(code);
        Assert.All([shown, shown.ToLowerInvariant(), code, $" {code[..3]} {code[3..]} "], typed => Assert.Equal(code, VoucherCode.Read(typed)));
        Assert.All([null, "", "X", shown + "A", code.Replace(code[0], '0'), new string('2', 5000)], wrong => Assert.Null(VoucherCode.Read(wrong)));
    }

    [Fact]
    public void One_wrong_symbol_is_always_noticed()
    {
        for (var i = 0; i < 50; i++)
        {
            var code = VoucherCode.New();
            for (var place = 0; place < code.Length; place++)
                foreach (var other in Symbols.Where(s => s != code[place]))
                    Assert.Null(VoucherCode.Read(code[..place] + other + code[(place + 1)..]));
        }
    }

    [Fact]
    public void Two_neighbours_swapped_are_always_noticed()
    {
        for (var i = 0; i < 500; i++)
        {
            var code = VoucherCode.New();
            for (var place = 0; place + 1 < code.Length; place++)
                if (code[place] != code[place + 1])
                    Assert.Null(VoucherCode.Read(code[..place] + code[place + 1] + code[place] + code[(place + 2)..]));
        }
    }
}
