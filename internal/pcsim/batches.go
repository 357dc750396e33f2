package pcsim

// listBatches answers "Get a list of device batches for the specified customer".
// The list has no pages and, as recorded, no links.
func (s *Server) listBatches(c *call) (any, *refusal) {
	owner, no := s.customer(c)
	if no != nil {
		return nil, no
	}
	if len(c.request.Header.Values(headerToken)) > 0 {
		return nil, badRequest("The list of batches has no pages; leave out the header %s.", headerToken)
	}
	items := make([]wireBatch, owner.batches.len())
	for i := range items {
		items[i] = s.wireBatch(owner.id, owner.batches.at(i))
	}
	return collection[wireBatch]{TotalCount: len(items), Items: items, Attributes: objectType("Collection")}, nil
}

// wireBatch writes one batch. Its devicesLink is not escaped: a batch's name
// stands in it as it is, as in the documentation.
func (s *Server) wireBatch(customer string, b batch) wireBatch {
	return wireBatch{
		ID:           b.id,
		CreatedBy:    b.createdBy,
		Status:       b.status,
		CreationDate: b.creationDate,
		DevicesCount: max(0, s.changes.list(customer, b).len()-b.unreported),
		DevicesLink:  getLink("/customers/" + customer + "/deviceBatches/" + b.id + "/devices"),
		Attributes:   objectType("DeviceBatch"),
	}
}
