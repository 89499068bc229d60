// This line and the weaver are all that sets this assembly apart from LogPipeline.Unwoven.
[assembly: Unboxed.ScratchSpace]
