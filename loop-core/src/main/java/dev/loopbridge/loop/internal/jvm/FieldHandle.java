package dev.loopbridge.loop.internal.jvm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** For volatile fields that need more than an assignment, or less: a write that need not wait until all processors have seen it. */
public final class FieldHandle {
    private FieldHandle() {}

    /** @param lookup the owner's, who may reach its own field */
    public static VarHandle of(MethodHandles.Lookup lookup, Class<?> owner, String field, Class<?> type) {
        try {
            return lookup.findVarHandle(owner, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("its own field", impossible);
        }
    }
}
