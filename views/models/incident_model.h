#pragma once
// The incidents that are kept, as a table.

#include "storage/incident_store.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

class IncidentModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { WhenColumn, LengthColumn, NameColumn, SaidColumn, KindColumn, NotColumn, NoteColumn, ByColumn };
    explicit IncidentModel(QObject *parent = nullptr);
    void setIncidents(std::vector<storage::Incident> incidents);
    [[nodiscard]] const storage::Incident &incident(int row) const { return m_incidents[item(row)]; }
    [[nodiscard]] int rowOfId(storage::IncidentId id) const; // −1: there is none, or the filter hides it

protected:
    [[nodiscard]] std::size_t items() const override { return m_incidents.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column != LengthColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    [[nodiscard]] QString shown(std::uint32_t item, int column) const;
    std::vector<storage::Incident> m_incidents;
};

} // namespace causeway::views
