package dev.loopbridge.loop.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** For volatile fields of which some writes need not wait until all processors have seen them. */
final class FieldHandle {
    private FieldHandle() {}

    /** @param lookup the owner's, who may reach its own field */
    static VarHandle of(MethodHandles.Lookup lookup, Class<?> owner, String field, Class<?> type) {
        try {
            return lookup.findVarHandle(owner, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("its own field", impossible);
        }
    }
}
