"""The plain protobuf classes of `google.datastore.v1`: what handlers take and give.

proto-plus, which the client libraries show to their users, costs several times as much an access.
"""

from typing import Any, TypeAlias

from google.cloud.datastore_v1.types import datastore, entity, query

Message: TypeAlias = Any
"""A plain protobuf message; the classes below have no types of their own."""

Key = entity.Key.pb()
Value = entity.Value.pb()
Entity = entity.Entity.pb()

LookupResponse = datastore.LookupResponse.pb()
RunQueryResponse = datastore.RunQueryResponse.pb()
RunAggregationQueryResponse = datastore.RunAggregationQueryResponse.pb()
BeginTransactionResponse = datastore.BeginTransactionResponse.pb()
CommitRequest = datastore.CommitRequest.pb()
CommitResponse = datastore.CommitResponse.pb()
RollbackResponse = datastore.RollbackResponse.pb()
AllocateIdsResponse = datastore.AllocateIdsResponse.pb()
ReserveIdsResponse = datastore.ReserveIdsResponse.pb()
Mutation = datastore.Mutation.pb()
PropertyTransform = datastore.PropertyTransform.pb()

Query = query.Query.pb()
QueryResultBatch = query.QueryResultBatch.pb()
EntityResult = query.EntityResult.pb()
PropertyFilter = query.PropertyFilter.pb()
PropertyOrder = query.PropertyOrder.pb()
CompositeFilter = query.CompositeFilter.pb()
