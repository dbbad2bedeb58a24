#pragma once
// What a person corrects of the patterns: each call is one edit, saved by a job, told in the message bar with "Undo". GUI thread.

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

#include "app/engine/edit_templates.h"
#include "views/shell/perspective.h"

class QMenu;

namespace causeway::views {

class PatternEdits : public QObject {
    Q_OBJECT
public:
    PatternEdits(ViewContext context, QObject *parent) : QObject(parent), m_context(context) {}

    void rename(TemplateId id, const QString &name); // empty: called by its text again
    void pin(TemplateId id, bool pinned);
    void merge(const std::vector<TemplateId> &from, TemplateId into);
    void split(TemplateId id, const std::vector<ShapeId> &shapes); // none: every form but the commonest leaves
    // The lines that have this value become a pattern of their own; "" in whyNotSplit(): they can.
    void splitByValue(TemplateId id, std::uint32_t parameter, const std::string &value);
    [[nodiscard]] QString whyNotSplit(TemplateId id, std::uint32_t parameter, const std::string &value) const;
    // Ways to split the pattern; what is not possible stands there with its reason.
    void addSplits(QMenu &menu, TemplateId id);

private:
    using Told = std::function<Message(const engine::EditTemplatesResponse &)>;
    void run(engine::EditTemplatesRequest request, Told told);
    void run(engine::EditTemplatesRequest request, Message told);
    [[nodiscard]] std::string name(TemplateId id) const;
    [[nodiscard]] std::vector<ShapeId> shapesWith(TemplateId id, std::uint32_t parameter, const std::string &value) const;
    ViewContext m_context;
};

} // namespace causeway::views
