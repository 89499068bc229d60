using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class RegionTests
{
    [Fact]
    public void A_region_whose_ends_are_exchanged_is_rejected() => Twins.Check(FailureKind.RegionMalformed, (body, broken) =>
    {
        var lines = Lines(body);
        if (broken) body.Handler(ExceptionHandlerType.Finally, lines.InnerHandler, lines.OuterHandler, lines.End, tryEnd: lines.Start);
        else body.Handler(ExceptionHandlerType.Finally, lines.Start, lines.OuterHandler, lines.End);
        body.Handler(ExceptionHandlerType.Finally, lines.Inner, lines.InnerHandler, lines.InnerEnd);
        body.Method.Body.ExceptionHandlers.Move(1, 0);
    });

    [Fact]
    public void A_region_that_ends_in_another_body_is_rejected() => Twins.Check(FailureKind.RegionMalformed, (body, broken) =>
    {
        var lines = Lines(body);
        body.Handler(ExceptionHandlerType.Finally, lines.Inner, lines.InnerHandler, broken ? Body.Label() : lines.InnerEnd);
        body.Handler(ExceptionHandlerType.Finally, lines.Start, lines.OuterHandler, lines.End);
    });

    [Fact]
    public void Regions_that_overlap_are_rejected() => Twins.Check(FailureKind.RegionOverlap, (body, broken) =>
    {
        var lines = Lines(body);
        body.Handler(ExceptionHandlerType.Finally, lines.Inner, lines.InnerHandler, lines.InnerEnd);
        body.Handler(ExceptionHandlerType.Finally, lines.Start, lines.OuterHandler, lines.End, tryEnd: broken ? lines.InnerHandler : null);
    });

    [Fact]
    public void An_outer_clause_before_the_inner_one_is_rejected() => Twins.Check(FailureKind.RegionOrder, (body, broken) =>
    {
        var lines = Lines(body);
        body.Handler(ExceptionHandlerType.Finally, lines.Inner, lines.InnerHandler, lines.InnerEnd);
        body.Handler(ExceptionHandlerType.Finally, lines.Start, lines.OuterHandler, lines.End);
        if (broken) body.Method.Body.ExceptionHandlers.Move(1, 0);
    });

    [Fact]
    public void Catching_a_value_type_is_rejected() => Twins.Check(FailureKind.CatchType, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(Pop);
        body.Emit(Leave, end);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Catch, start, handler, end, broken ? typeof(int) : typeof(Exception));
    });

    /// <summary>A try and finally within the try of another; the table is up to the test.</summary>
    static Landmarks Lines(Body body)
    {
        var (start, inner, innerHandler, innerEnd, handler, end) = (Body.Label(), Body.Label(), Body.Label(), Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Mark(inner);
        body.Emit(Leave, innerEnd);
        body.Mark(innerHandler);
        body.Emit(Endfinally);
        body.Mark(innerEnd);
        body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        return new(start, inner, innerHandler, innerEnd, handler, end);
    }

    sealed record Landmarks(
        Instruction Start, Instruction Inner, Instruction InnerHandler, Instruction InnerEnd, Instruction OuterHandler, Instruction End);
}
