using System.Globalization;
using CustomStrategy;
using Unboxed;

[assembly: ScratchSpace]

const int CallsAtOnce = 8;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.WriteLine($"{CallsAtOnce} calls at once, each suspended twice");
Console.WriteLine($"{"strategy",-12} {"sum",12} {"B a call",9}");
Show("box", handler => Boxing.Of<IHandler>(handler));
Show("inlining", handler => Inlining.Of<IHandler>(handler));
Show("ring", handler => Adapting.Of<IHandler>(handler, new Ring(CallsAtOnce)));
Show("allocating", handler => Allocating.Of<IHandler>(handler, ScratchAllocator.Pooling));

static void Show(string strategy, Func<IHandler, IHandler> adapt)
{
    var channel = new Channel();
    var (sum, bytes) = Framework.Run(adapt(new Counting(new Handler(channel))), channel, CallsAtOnce);
    Console.WriteLine($"{strategy,-12} {sum,12} {bytes,9:F1}");
}
