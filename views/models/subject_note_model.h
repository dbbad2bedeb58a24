#pragma once
// Sessions with a word about each, and why: findings that appear and vanish with another model, labels that were left out.

#include <QAbstractTableModel>

#include <vector>

#include "analysis/core/subject.h"

namespace causeway::views {

struct SubjectNote {
    Subject subject;
    QString name;  // as people name it
    QString word;  // "appears", "labelled normal"
    QString reason; // "" = nothing to say
};

class SubjectNoteModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SubjectColumn, WordColumn, ReasonColumn, ColumnCount };
    SubjectNoteModel(const QString &word, const QString &reason, QObject *parent); // headings

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setNotes(std::vector<SubjectNote> notes);
    [[nodiscard]] const SubjectNote &note(int row) const { return m_notes[static_cast<std::size_t>(row)]; }

private:
    QString m_word, m_reason;
    std::vector<SubjectNote> m_notes;
};

} // namespace causeway::views
