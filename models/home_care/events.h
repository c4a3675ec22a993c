/* models/home_care/events.h - the kinds of event of the home-care world. */
#ifndef HOME_CARE_EVENTS_H
#define HOME_CARE_EVENTS_H

#define HC_EVENT_LIST(X)                                                                           \
    X(OBSERVE)                                                                                     \
    X(MIDNIGHT)                                                                                    \
    X(ROAD)                                                                                        \
    X(ENTRY)                                                                                       \
    X(SERVICE_ENDED)                                                                               \
    X(DEATH)                                                                                       \
    X(ALARM)                                                                                       \
    X(CHANGE)                                                                                      \
    X(CRISIS)                                                                                      \
    X(SUDDEN)                                                                                      \
    X(HAZARD_STEP)                                                                                 \
    X(GP_ANSWER)                                                                                   \
    X(NURSING_HOME_NEED)                                                                           \
    X(FUNCTION_GAIN)                                                                               \
    X(LEGEVAKT_SEEN)                                                                               \
    X(LEGEVAKT_DONE)                                                                               \
    X(STAY_END)                                                                                    \
    X(KAD_END)                                                                                     \
    X(SHORT_TERM_BED)                                                                              \
    X(EXTRA_BED)                                                                                   \
    X(SHORT_TERM_END)                                                                              \
    X(NURSING_HOME_BED)                                                                            \
    X(BACKGROUND)                                                                                  \
    X(BACKGROUND_BED)                                                                              \
    X(BACKGROUND_END)                                                                              \
    X(ABSENCE)                                                                                     \
    X(LEAVING)                                                                                     \
    X(HIRED)                                                                                       \
    X(SHIFT_PLAN)                                                                                  \
    X(VISIT_END)                                                                                   \
    X(SHIFT_END)                                                                                   \
    X(OWN_START)                                                                                   \
    X(OWN_DONE)                                                                                    \
    X(OWN_END)                                                                                     \
    X(FUNCTION_END)                                                                                \
    X(WARD_DETERIORATION)                                                                          \
    X(DIGITAL_VISIT)                                                                               \
    X(STUDY_BEGIN)                                                                                 \
    X(STUDY_END)                                                                                   \
    X(REACHED)

enum hc_event {
#define X(name) HC_EVENT_##name,
    HC_EVENT_LIST(X)
#undef X
        HC_EVENTS
};

#endif
