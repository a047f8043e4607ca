package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.observers.LambdaConsumerIntrospection;
import java.util.Set;

/** Who threw out of a signal: an observer that has had it, or an operator on the way, in place of it. */
final class Thrower {
    /*
     * What RxJava takes for fatal its operators throw at whoever signalled, and the observer hears nothing; but what the
     * observer itself throws comes the same way. The types tell if there is no operator in between; else the frames do.
     */
    private static final String RXJAVA = "io.reactivex.rxjava3.";
    private static final String OPERATORS = RXJAVA + "internal.operators.";
    private static final String HELPERS = RXJAVA + "internal.observers.Resume";
    private static final String PACKAGE = Thrower.class.getPackageName() + ".";
    private static final Set<String> OURS = Set.of("SignalAdapter", "FailOnCloseReceiver", "Downstream");
    private static final Set<String> SIGNALS = Set.of("onSuccess", "onNext", "onComplete", "onError");

    private Thrower() {}

    /** {@return whether RxJava's operators throw this on, instead of signalling it} */
    static boolean isFatal(Throwable thrown) {
        return thrown instanceof VirtualMachineError || thrown instanceof LinkageError || isDeath(thrown);
    }

    @SuppressWarnings({"deprecation", "removal"}) // of newer JDKs: RxJava asks for it
    private static boolean isDeath(Throwable thrown) {
        return thrown instanceof ThreadDeath;
    }

    /** {@return whether whom {@code downstream} passes the signal on to has had it} */
    static boolean hasBeenTold(Object downstream, Throwable thrown) {
        if (!isOperator(downstream.getClass().getName()) || downstream instanceof LambdaConsumerIntrospection) {
            return true;
        }
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = indexOfOurs(frames); i >= 0; i--) {
            StackTraceElement frame = frames[i];
            if (isObserver(frame)) {
                return SIGNALS.contains(frame.getMethodName());
            }
        }
        return false;
    }

    private static int indexOfOurs(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(SignalAdapter.class.getName())) {
                return i;
            }
        }
        return -1;
    }

    /** {@return whether this is the first call out of RxJava: a function of the user's, or the observer} */
    private static boolean isObserver(StackTraceElement frame) {
        String name = frame.getClassName();
        if (isOperator(name)) {
            return name.startsWith(OPERATORS) && name.endsWith("CallbackObserver");
        }
        boolean isDoor = name.startsWith(RXJAVA) && !SIGNALS.contains(frame.getMethodName());
        return !isDoor;
    }

    private static boolean isOperator(String type) {
        return type.startsWith(OPERATORS) || type.startsWith(HELPERS) || isOurs(type);
    }

    private static boolean isOurs(String type) {
        int nested = type.indexOf('$');
        String outer = nested < 0 ? type : type.substring(0, nested);
        return outer.startsWith(PACKAGE) && OURS.contains(outer.substring(PACKAGE.length()));
    }
}
