using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>What a root does when it runs again at a scratch call.</summary>
static class RootSide
{
    internal static Answer Resume<R>(ref Chain? kept, out R result)
    {
        var answer = Chain.Resume(ref kept);
        result = answer == Answer.Completed ? Chain.TakeResult<R>(kept!, 0) : default!;
        return answer;
    }
}
