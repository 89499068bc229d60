// This line and the weaver are all that sets the woven assemblies apart from Service.Unwoven.
[assembly: Unboxed.ScratchSpace]
