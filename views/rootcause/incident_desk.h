#pragma once
// The incidents that are kept, as they are now, whoever changed them; and saying something of one. Reads and saves in jobs; GUI thread.

#include <QObject>

#include "app/engine/incidents.h"
#include "views/shell/perspective.h"

namespace causeway::views {

[[nodiscard]] QString incidentName(const storage::Incident &incident);     // its own, else "2024-03-12 08:43:10, payment: CPU contention"
[[nodiscard]] QString incidentVerdict(const storage::Incident &incident);  // "✓ payment: CPU contention", "Nothing was wrong", "Not decided"
[[nodiscard]] QString incidentKind(const storage::Incident &incident);     // "" where none is told

class IncidentDesk : public QObject {
    Q_OBJECT
public:
    IncidentDesk(ViewContext context, QObject *parent);

    [[nodiscard]] ViewContext context() const { return m_context; }
    [[nodiscard]] const std::vector<storage::Incident> &all() const { return m_all; } // by beginning
    [[nodiscard]] bool isRead() const { return m_isRead; }                            // since the project was opened
    [[nodiscard]] const storage::Incident *of(const TimeRange &time) const;           // nullptr: none is kept of it

    void judge(engine::JudgeIncidentRequest request);
    void forget(storage::IncidentId id);
    void importFrom(const QString &path);
    void exportTo(const QString &path);

Q_SIGNALS:
    void changed(); // all()

private:
    void read();

    ViewContext m_context;
    std::shared_ptr<storage::Project> m_project; // what was read
    std::vector<storage::Incident> m_all;
    bool m_isRead = false;
};

} // namespace causeway::views
